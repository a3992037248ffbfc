/** Examines a dataset before anything is trained on it: what is wrong, and what can be learned. */
@NullMarked
package dev.nextvec.internal.examine;

import org.jspecify.annotations.NullMarked;
