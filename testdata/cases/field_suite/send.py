def test_await(module):
    async def main():
        async for _ in module.Wait():
            pass
        return await module.Wait()

    try:
        main().send(None)
    except StopIteration as stop:
        return stop.value
