/** What tests left of runs, put together without measuring anything. */
@NullMarked
package dev.nextvec.internal.compare;

import org.jspecify.annotations.NullMarked;
