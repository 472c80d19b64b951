// Made by tests/browser/generated.py
/** @type {Record<string, Bounds>} */
export const BOUNDS = {
	height_cm: { max: 260, min: 90 },
	weight_kg: { max: 350, min: 25 },
	goal_raw: { maxlength: 500 },
	goal_category: { oneOf: ["strength", "hypertrophy", "power", "muscular_endurance", "cardio_endurance", "fat_loss", "general_fitness", "mobility"] },
	duration_weeks: { max: 52, min: 1 },
	days_per_week: { max: 7, min: 1 },
	fitness_level: { oneOf: ["beginner", "intermediate", "advanced"] },
	age: { max: 120, min: 13 },
	sex: { oneOf: ["female", "male", "unspecified"] },
	session_minutes: { max: 180, min: 10 },
	equipment: { someOf: ["gym", "bodyweight", "dumbbell", "barbell", "kettlebell", "band", "machine", "cable", "bench", "pull_up_bar", "cardio_machine"] },
	unavailable_days: { someOf: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] },
	effort: { oneOf: ["easier", "usual", "harder"] },
	sport: { maxlength: 100 },
	notes: { maxlength: 1000 },
};
