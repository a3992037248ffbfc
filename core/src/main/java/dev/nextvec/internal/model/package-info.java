/** What models share, whatever they run on, and how an architecture stands in files. */
@NullMarked
package dev.nextvec.internal.model;

import org.jspecify.annotations.NullMarked;
