def instances(spared):
    return {"Game": spared.Game}


def attempt(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return type(error).__name__, str(error)


def test_game(spared):
    game = spared.Game()
    sizes = [game.grow() for _ in range(3)]
    return sizes, [attempt(game.take, place) for place in (0, 0, 7, -1, 2)], attempt(game.spoil)


def test_rules_are_the_modules_own(spared):
    try:
        spared.Game().spoil()
    except spared.RuleError:
        return True
