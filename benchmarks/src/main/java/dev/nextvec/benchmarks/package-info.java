/** Measurements; nothing here decides a test. */
@NullMarked
package dev.nextvec.benchmarks;

import org.jspecify.annotations.NullMarked;
