/*[clinic input]
preserve
[clinic start generated code]*/

static int
beside_Dial_match_impl(Dial *self, PyObject *other);
/*[clinic end generated code: output=25cc17dcd49ae91a input=a9049054013a1b77]*/
