/** How whoever waits is told what is done, and may stop it. */
@NullMarked
package dev.nextvec.progress;

import org.jspecify.annotations.NullMarked;
