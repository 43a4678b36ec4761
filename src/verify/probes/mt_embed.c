/* Initialises and finalises an interpreter many times in one process, and runs a script in each.

   embed EXECUTABLE ROUNDS WAY SCRIPT: with the way "same" every round has the usual allocators, with "changed" every other
   round has the debug ones, so that memory that is handed on from one round to the next is found out. Ends with 0 when every
   round went well, and with 3 when a script raised an exception. */
#include <Python.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
failed(PyStatus status, const char *what)
{
    if (!PyStatus_Exception(status)) {
        return 0;
    }
    fprintf(stderr, "%s: %s\n", what, status.err_msg ? status.err_msg : "no reason given");
    return 1;
}

static int
start(const char *executable, PyMemAllocatorName allocator)
{
    PyPreConfig before;
    PyPreConfig_InitPythonConfig(&before);
    before.utf8_mode = 1;
    before.use_environment = 0;
    before.allocator = allocator;
    if (failed(Py_PreInitialize(&before), "before the start")) {
        return -1;
    }
    PyConfig config;
    PyConfig_InitPythonConfig(&config);
    config.use_environment = 0;
    config.user_site_directory = 0;
    config.write_bytecode = 0;
    config.install_signal_handlers = 0;
    PyStatus status = PyConfig_SetBytesString(&config, &config.program_name, executable);
    if (!PyStatus_Exception(status)) {
        status = Py_InitializeFromConfig(&config);
    }
    PyConfig_Clear(&config);
    return failed(status, "at the start") ? -1 : 0;
}

int
main(int argc, char **argv)
{
    if (argc != 5) {
        return 2;
    }
    int changes = strcmp(argv[3], "changed") == 0;
    for (int round = 0; round < atoi(argv[2]); round++) {
        PyMemAllocatorName allocator = PYMEM_ALLOCATOR_DEFAULT;
        if (changes && round % 2 == 1) {
            allocator = PYMEM_ALLOCATOR_MALLOC_DEBUG;
        }
        if (start(argv[1], allocator) < 0) {
            return 2;
        }
        if (PyRun_SimpleString(argv[4]) < 0) {
            return 3;
        }
        if (Py_FinalizeEx() < 0) {
            return 4;
        }
    }
    return 0;
}
