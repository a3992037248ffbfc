/** Equal and nearly equal vectors, found without comparing every pair; knows only {@code data}. */
@NullMarked
package dev.nextvec.internal.twins;

import org.jspecify.annotations.NullMarked;
