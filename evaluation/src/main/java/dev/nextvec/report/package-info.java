/** A comparison with its recommendation as terminal text, Markdown and HTML. */
@NullMarked
package dev.nextvec.report;

import org.jspecify.annotations.NullMarked;
