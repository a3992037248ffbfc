/** Files that other tools open: safetensors. */
@NullMarked
package dev.nextvec.safetensors;

import org.jspecify.annotations.NullMarked;
