/** Models in ONNX: graphs, model packages, and predicting from both on ONNX Runtime. */
@NullMarked
package dev.nextvec.internal.onnx;

import org.jspecify.annotations.NullMarked;
