/** Conversion of trained models to another attention, by distillation from themselves. */
package org.outeffhop.conversion;
