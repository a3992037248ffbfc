/** What commands and servers do with datasets and runs, step by step, without printing. */
@NullMarked
package dev.nextvec.internal.workflow;

import org.jspecify.annotations.NullMarked;
