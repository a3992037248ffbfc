/** Results of several runs on the same test rows, side by side. */
@NullMarked
package dev.nextvec.compare;

import org.jspecify.annotations.NullMarked;
