/** What models share, whatever they run on. */
@NullMarked
package dev.nextvec.internal.model;

import org.jspecify.annotations.NullMarked;
