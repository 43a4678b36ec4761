def test_doc(module):
    return module.Note("mine").__doc__
