/** What modules share of the encoders. */
@NullMarked
package dev.nextvec.internal.text;

import org.jspecify.annotations.NullMarked;
