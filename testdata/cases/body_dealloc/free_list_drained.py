def instances(free_list_drained):
    return {"Span": lambda: free_list_drained.span([], None)}


def test_references_to_the_type(free_list_drained):
    import sys

    span = free_list_drained.span(None, None)
    first = sys.getrefcount(type(span))
    for _ in range(100):
        spans = [free_list_drained.span(None, None) for _ in range(20)]
        del spans
    return sys.getrefcount(type(span)) - first


def test_chain(free_list_drained):
    chain = None
    for _ in range(2000):
        chain = free_list_drained.span(chain, None)
    del chain


def test_alive_behind_the_module(free_list_drained):
    import gc
    import sys

    spans = [free_list_drained.span(None, None) for _ in range(20)]
    ring = []
    ring.append(free_list_drained.span(ring, spans[0]))
    del sys.modules["free_list_drained"], free_list_drained, ring
    gc.collect()
    while spans:
        spans.pop()
    gc.collect()
