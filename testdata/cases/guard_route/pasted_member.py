def instances(pasted_member):
    return {"Link": lambda: pasted_member.link(None)}


def test_chain(pasted_member):
    return type(pasted_member.link(pasted_member.link(None))).__name__
