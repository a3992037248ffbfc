/** Which model to use for what, or none: rules a person can read, on measured results. */
@NullMarked
package dev.nextvec.recommend;

import org.jspecify.annotations.NullMarked;
