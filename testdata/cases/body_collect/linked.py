def instances(linked):
    return {"House": lambda: linked.build("a"), "Room": lambda: linked.furnish(linked.build("b"))}


def test_rooms_know_their_house(linked):
    house = linked.build("red")
    rooms = [linked.furnish(house) for _ in range(3)]
    names = [room.house() for room in rooms]
    del rooms[1]
    del house
    return names, [room.house() for room in rooms]


def test_only_houses_have_rooms(linked):
    linked.furnish(linked)
