/** Tests of the project as a whole. */
@NullMarked
package dev.nextvec;

import org.jspecify.annotations.NullMarked;
