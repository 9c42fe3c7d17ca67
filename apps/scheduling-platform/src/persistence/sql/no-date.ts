/** Stands for "no business date" where statements compare or order by it; before every date there is. */
export const NO_DATE = '0000-00-00';
