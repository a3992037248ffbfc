/** Nextvec called from Java. */
@NullMarked
package dev.nextvec.examples;

import org.jspecify.annotations.NullMarked;
