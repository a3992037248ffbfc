/** Comparisons as terminal text, Markdown, JSON and HTML; histories as TensorBoard events. */
@NullMarked
package dev.nextvec.report;

import org.jspecify.annotations.NullMarked;
