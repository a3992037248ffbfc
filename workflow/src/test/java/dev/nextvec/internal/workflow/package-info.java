/** What commands and servers do with datasets and runs. */
@NullMarked
package dev.nextvec.internal.workflow;

import org.jspecify.annotations.NullMarked;
