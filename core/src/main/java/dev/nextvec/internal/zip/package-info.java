/** Where the members of ZIP archives lie. */
@NullMarked
package dev.nextvec.internal.zip;

import org.jspecify.annotations.NullMarked;
