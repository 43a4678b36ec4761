"""What the reader finds, and the first of its exceptions."""


def instances(module):
    return {"Reader": module.Reader, "Word": lambda: module.word("a")}


def test_words_are_found(module):
    found = module.Reader().read(words="ab")
    assert [str(word) for word in found] == ["a", "b"]
    assert [str(word) for word in module.Reader().steps("ss")] == ["*", "*"]


def test_the_first_exception_is_found(module):
    for words, message in [("a?b!", "?"), ("!?", "bad: !")]:
        try:
            module.Reader().read(words)
        except module.BadWord as error:
            assert str(error) == message
        else:
            raise AssertionError(words)


def test_a_step_fails(module):
    for steps, expected in [("sm", module.BadWord), ("sx", ValueError)]:
        try:
            module.Reader().steps(steps)
        except expected:
            pass
        else:
            raise AssertionError(steps)
