/** The forms of a report: terminal text, Markdown, JSON, HTML; histories as TensorBoard events. */
@NullMarked
package dev.nextvec.internal.report;

import org.jspecify.annotations.NullMarked;
