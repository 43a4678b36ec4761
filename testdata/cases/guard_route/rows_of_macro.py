def test_parts(rows_of_macro):
    found = []
    for part in rows_of_macro.Wheel(), rows_of_macro.Gear():
        found.append((part.name, part.size))
        part.name = "other"
        found.append(part.name)
        del part.name
        found.append(part.name)
    return found
