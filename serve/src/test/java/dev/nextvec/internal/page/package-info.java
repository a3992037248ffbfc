/** Tests of the server. */
@NullMarked
package dev.nextvec.internal.page;

import org.jspecify.annotations.NullMarked;
