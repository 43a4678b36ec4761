import gc


def instances(module):
    return {"Window": module.Window, "Button": lambda: module.Window().button}


def test_press(module):
    window = module.Window()
    pressed = []
    window.button.connect(lambda it: pressed.append(it is window))
    window.button.press()
    window.button.press()
    return pressed


def test_press_without_window(module):
    window = module.Window()
    button = window.button
    button.connect(lambda it: it)
    del window
    gc.collect()
    return button.press()
