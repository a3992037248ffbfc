/** The native engine behind a small surface: device, threads, buffers, parameters. */
@NullMarked
package dev.nextvec.internal.torch;

import org.jspecify.annotations.NullMarked;
