/** Random numbers that are a function of a seed and a counter. */
@NullMarked
package dev.nextvec.internal.random;

import org.jspecify.annotations.NullMarked;
