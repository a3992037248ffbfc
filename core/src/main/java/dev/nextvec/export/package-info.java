/** Files that other tools open: safetensors. */
@NullMarked
package dev.nextvec.export;

import org.jspecify.annotations.NullMarked;
