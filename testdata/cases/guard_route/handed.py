"""What the helper makes by the functions that it is handed."""


def instances(handed):
    return {"Number": lambda: handed.numbers(1)[0]}


def test_each_function(handed):
    kind = type(handed.numbers(1)[0])
    assert kind.__name__ == "Number"
    assert [type(one) for one in handed.numbers(3)] == [kind] * 3
    assert handed.numbers(4) == [0, 1, 2, 3]
    assert [type(one) for one in handed.numbers(0)] == [kind]


def test_sorted(handed):
    assert handed.sorted_first(1, 2) in (1, 2)
