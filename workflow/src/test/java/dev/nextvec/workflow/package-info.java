/** Tests of what is done with runs. */
@NullMarked
package dev.nextvec.workflow;

import org.jspecify.annotations.NullMarked;
