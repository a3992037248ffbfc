/** Runs on disk: settings, history, files; everything about a training but the training. */
@NullMarked
package dev.nextvec.run;

import org.jspecify.annotations.NullMarked;
