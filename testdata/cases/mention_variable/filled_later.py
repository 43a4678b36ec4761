"""What one module has filled, the next one fills for itself."""

import math


def instances(filled_later):
    return {"Coin": lambda: filled_later.Coin(7)}


def test_values(filled_later):
    coins = [filled_later.Coin(value) for value in range(6)]
    assert [coin.root() for coin in coins] == [math.sqrt(value) for value in range(6)]
    assert [repr(coin) for coin in coins] == [f"Coin({value})" for value in range(6)]
    assert [repr(coin) for coin in coins] == [f"Coin({value})" for value in range(6)]


def test_no_coin_is_one(filled_later):
    assert filled_later.Coin() is filled_later.Coin(0)
    assert type(filled_later.Coin()) is filled_later.Coin
