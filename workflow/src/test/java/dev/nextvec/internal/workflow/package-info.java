/** Tests of the work that commands do. */
@NullMarked
package dev.nextvec.internal.workflow;

import org.jspecify.annotations.NullMarked;
