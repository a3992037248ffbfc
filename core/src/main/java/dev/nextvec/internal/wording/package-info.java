/**
 * How messages name what a caller may choose (a program calls methods, a command line has options),
 * and how they show words that are long.
 */
@NullMarked
package dev.nextvec.internal.wording;

import org.jspecify.annotations.NullMarked;
