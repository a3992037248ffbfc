/** Tests of the command line. */
@NullMarked
package dev.nextvec.cli;

import org.jspecify.annotations.NullMarked;
