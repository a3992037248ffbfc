/** Tests of the server. */
@NullMarked
package dev.nextvec.serve;

import org.jspecify.annotations.NullMarked;
