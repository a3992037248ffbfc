/** Models in ONNX. */
@NullMarked
package dev.nextvec.internal.onnx;

import org.jspecify.annotations.NullMarked;
