"""Words, loud and not."""


def instances(pasted):
    return {"Word": lambda: pasted.Word("a b"), "Loud": lambda: pasted.Loud("c")}


def test_words(pasted):
    word = pasted.Word("Some words")
    assert (word.lower(), word.title(), word.shout()) == ("some words", "Some Words", "SOME WORDS")
    assert pasted.Loud("x").shout() == pasted.shout("x") == "X"
