/**
 * AsciiDoc for {@link dev.nextvec.text}, in a module of its own because its engine is a JRuby of 32
 * MB.
 */
@NullMarked
package dev.nextvec.asciidoc;

import org.jspecify.annotations.NullMarked;
