import gc


def instances(module):
    return {"Basket": module.Basket}


def test_empty_while_the_collector_looks(module):
    basket = module.Basket()
    before = gc.get_threshold()
    gc.set_threshold(1)
    try:
        seen = []
        for turn in range(50):
            seen.append(basket.put([basket]))
            if turn % 3 == 0:
                basket.empty()
        return seen
    finally:
        gc.set_threshold(*before)
