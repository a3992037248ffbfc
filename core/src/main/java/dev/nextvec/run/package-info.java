/** What a training was asked for, and what became of it. */
@NullMarked
package dev.nextvec.run;

import org.jspecify.annotations.NullMarked;
