/** Models and indexes as a service over HTTP. */
@NullMarked
package dev.nextvec.serve;

import org.jspecify.annotations.NullMarked;
