"""The package and its other module, which the C module imports."""

import sys
import types

package = sys.modules.setdefault("inside", types.ModuleType("inside"))
package.__path__ = []
sys.modules.setdefault("inside.base", types.ModuleType("inside.base"))


def test_base(module):
    return getattr(module.base, "__name__", None), module.Way.__module__
