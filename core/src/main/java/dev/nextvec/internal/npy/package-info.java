/** Arrays in NumPy's formats: mapped, read from archives, and written. */
@NullMarked
package dev.nextvec.internal.npy;

import org.jspecify.annotations.NullMarked;
