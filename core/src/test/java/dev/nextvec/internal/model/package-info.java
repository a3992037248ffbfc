/** Tests of what models share. */
@NullMarked
package dev.nextvec.internal.model;

import org.jspecify.annotations.NullMarked;
